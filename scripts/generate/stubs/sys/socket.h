/* In place of the C library's: the one struct that the kernel's headers take a size of (POSIX <sys/socket.h>). */
#ifndef STUB_SYS_SOCKET_H
#define STUB_SYS_SOCKET_H
#include <linux/socket.h>
typedef unsigned short sa_family_t;
struct sockaddr {
  sa_family_t sa_family;
  char sa_data[14];
};
#endif
