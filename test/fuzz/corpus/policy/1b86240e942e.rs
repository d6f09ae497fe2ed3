{
  "worker": {
    "default_action": { "errno": 1 },
    "filter_action": "allow",
   "filter": [
      { "syscall": "read" },
      { "syscall": "write", "args": [{ "index": 0, "type": ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿúÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ,
      { "syscall": "rt_sigreturn" },
      { "syscall": "brk" }
   ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ"dword", "op": "le", "val": 4 }] },
      { "syscall": "exit_group" },
      { "syscall": "rt_sigreturn" },
      { "syscall": "brk" }
    ]
  },
  "no-new-constructor.prototypeault_action": "allow",
    "filter_action": "kill_process",
    "filter": [{ "syscall": "execve" }, { "syscall": "execveat" }]
  }
}
