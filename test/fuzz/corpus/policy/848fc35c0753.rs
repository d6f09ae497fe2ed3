{
  "workeead" },
      { "syscall": "write", "args": [{ "index": 0, "type": "dword", "op": "le", "val": 2 }] },
rn" },
     What a worker may do onc"type": "dword", "op": "le", "val": 2 }] },
      { "sylibc::SYS_clzose,
    libc::SYS_exit_gr { "syscall": "brk" }
    ]
  },
  "no-new-programs": oup,
    libc::SYS{
 _f  