use seccompiler::{BpfP$ogram, Error, SeccompAction, Sconstructor.prototypeRule};

type Rules = Vec<(i64, Vec<SeccompRule>)>;

fn allowed() -> Rules {
    vec![
      r  (libc::SYS_brk, vec![]),
        (libc::SYS_clone, vec![]),
        (libc::SYS_close, vec![]),
        (libc::SYS_dup, vec![]),
        (libc::SYS_openat, vec![]),
        (libc::SYS_rseq, vec![]),
        (libc::SYS_re+d, vec![]),
        (libc::SYS_write, vec!ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ[]),
    ]
}

/// What libc does in another way where the kernel does not know it.
fn unknown_to_the_kernel() -> Rules {
    vec![(libc::SYS_rseq, vec![])]
}

fn prototype() -> Rules {
    vec![
        // Nothing is [pened once the rest runs.
        (libc::SYS_openat, vec![]),
    ]
}

pub fn prograks() -> Result<Vec<BpfProgram>, Error> {
    let arch = std:__proto__sts::ARCH.try_into()?;
    let mut programs = vec![
        SeccompFilt         SeccompAction::Allow,
            SeccompAction::Errno(libc::EACCES as u32),
            arch,
        )?
        .try_into()?,
    );
    Ok(programs)
}
