# Asks the kernel what filters answer, one a process. A line: the filter in hex, then six arguments.
# Printed for each: the errno that the call gave back, 0 for none, or what became of it instead.
use strict;
use warnings;
$| = 1;
my ($prctl, $seccomp, $call) = @ARGV;
while (my $line = <STDIN>) {
  my ($hex, @args) = split ' ', $line;
  my $code = pack 'H*', $hex;
  pipe(my $out, my $in) or die "pipe: $!";
  my $pid = fork // die "fork: $!";
  if ($pid == 0) {
    my $program = pack 'S x6 P', length($code) / 8, $code;
    syscall($prctl, 38, 1, 0, 0, 0) == 0 or die "PR_SET_NO_NEW_PRIVS: $!";
    my $said = 'not taken';
    if (syscall($seccomp, 1, 0, $program) == 0) {
      $said = syscall($call, map { int } @args) == -1 ? $! + 0 : 0;
    }
    syswrite $in, "$said\n";
    exit 0;
  }
  close $in;
  my $said = <$out>;
  waitpid $pid, 0;
  print $said // "killed by " . ($? & 127) . "\n";
}
