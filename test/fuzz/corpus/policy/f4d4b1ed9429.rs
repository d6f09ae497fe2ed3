{
	"defaultAction": "SCMP_ACT_ERRNO",
	"defaultErrnoRet": 1,
	"archMap": [
		{
			"architecture": "SCMP_ARCH_X86_64",
			"subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]
		}
	],
	"syscalls": [
		{
			"names": [
				"accept",
				"accept4",
				"brk",
				"close",
				"exit",
				"exit_group",
				"futex",
				"openat",
				"read",
				"write"
			],
			"action": "SCMP_ACT_ALLOW"
		},
		{
			"names": ["socket"],
			"action": "SCMP_ACT_ALLOW",
			"args": [
				{
					"index": 0,
					"value": 40,
					"op": "SCMP_CMP_NE"
				}
			]
		},
		{
			"names": ["personality"],
			"action": "SCMP_ACT_ALLOW",
			"args": [
				{
					"index": 0,
					"value": 8,
					"op": "SCMP_CMP_EQ"
				}
			]
		},
		{
			"names": ["ioctl"],
			"action": "SCMP_ACT_ALLOW",
			"args": [
				{
					"index": 1,
					"value": 21505,
					"op": "SCMP_CMP_EQ"
				}
			]
		},
		{
			"names": ["arch_prctl"],
			"action": "SCMP_ACT_ALLOW",
			"includes": {
				"aralue": 2114060288,
					"op": "SCMP_CMP_MASKED_EQ				"close",
				"exit",
				"exit_group",
				"futex",
				"openat",
				"read",
				"write"
			],
			"action": "SCMP_ACT_ALLOW"
		},
		{
			"names": ["socket"],			"exit_group",
				"futex",
				"openat",
				"read",
				"write"
			],
			"action": "SCMP_ACT_ALLOW"
		},
		{
			"names": ["socket"],
			"action": "SCMP_ACT_ALLOW",
			"args": [
			 ["CAP_SYS_ADMIN"]
			}
		}
	]
}
