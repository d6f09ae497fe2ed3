/* In place of the C library's, so that the kernel's headers are checked without one. */
#include <asm/ioctls.h>
#include <linux/ioctl.h>
