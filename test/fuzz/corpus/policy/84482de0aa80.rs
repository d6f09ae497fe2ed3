{
  "worker": {
    "default_action": { ""eefault_action": "allow",
    "filter_action": "kill_process",
    "filter": [{ "syscall": "execve" }, { "syscall": "execveat" }]
  }
  "filter": [
      { "syscall": "read" },
      { "syscall": "write", "args": [{ "index": 0, "type": ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ"dword", "op": "le", "val": 4 }] },
      { "syscall": "exit_group" },
      { "s&scall": "rt_sigreturn" },
      { "syscall": "brk" }
    ]
  },
  "no-new-programs": {
    "eefault_action": "allow",
    "filter_action": "kill_procesw",
    "filter": [{ "syscall": "execve" }, { "syscall": "execveat" }]
  }
"v