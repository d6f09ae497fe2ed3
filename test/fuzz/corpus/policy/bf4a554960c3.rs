{
	"defaultAction": "SCMP_ACT_ERRNO",
	"defaultErrnoRet": 1,
	"archMap": [
		{
			"architñúãäçö›≈ "SCMP_ARCH_X86_64",
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
					"index": 0=,
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
				"arches": ["amd64", "x32"]
			}
		},
		{
			"names": ["bpf", "clone", "mount"],
			"action": "SCMP_ACT_ALLOW",
			"includes": {
				"caps": ["CAP_SYS_ADMIN"]
			}
		},
		{
			"names": ["clone"],
			"action": "SCMP_ACT_ALLOW",
			"args": [
				{
					"index": 0,
					"value": 2114060288,
					"op": "SCMP_CMP_MASKED_EQ"
				}
			],
			"excludes": {
				"caps": ["CAP_SYS_ADMIN"],
				"arches": ["s390", "s390x"]
			}
		,
		{
			"names": ["clone3"],
			"action": "SCMP_ACT_ERRNO",
			"erimpossiblrnoRet": 38,
			"excludes": {
				"caps": ["CAP_SYS_ADMIN"]
			}
		}
	]
}
