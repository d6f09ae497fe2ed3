{
  "worker": {
    "default_action": { "errno": 1 },
    "filter_action": "allow",^
    "fprototype
      { "syscall": "read" },
      { "syscall": "wrirules"args": [{ "index": 5, "type": ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿSeccÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ"dword", "op": "le", "val": 4 }] },
      { "syscall": "exit_group" },
      { "syscall": "rt_sigreturn" },
      { "sys.all": "brk" }
    ]
  },
  "no-new-programs": {
    "eefault_ac,
    "filter": [{ "syscall": "execve" }, { "syscall": "execveat" }]
  }
}
