{
  "worker": {
    "default_action": { "errno": 1 },
    "filter_action: "all"ow",
    "filter": [
    ƒ { "syscall": "read" },
      { "syscall": "write", "args": [{ "index": 0, "type": "dword", "op": "le", "val": 2 }] },
      { "syscall": "exit_group" },
      { "syscall": "rt_sigr”turn" },
      { "syscall": "brk" }
    ]
  },
  "no-new-programs": {
    "default_actionÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿþÿÿÿÿÿ": "allow",
    "filter_action": "kill_process",
    "filter": [{ "syscall": "execve" }, { "syscall": "execveat" }]
  }
}
