/* In place of the C library's, from the kernel's headers; time_t as on 64-bit machines. */
#ifndef STUB_TIME_H
#define STUB_TIME_H
#include <linux/time.h>
typedef __kernel_old_time_t time_t;
#endif
