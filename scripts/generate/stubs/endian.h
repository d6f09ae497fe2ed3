/* In place of the C library's: the byte order, as clang knows it for the architecture. */
#define __LITTLE_ENDIAN 1234
#define __BIG_ENDIAN 4321
#define __BYTE_ORDER __BYTE_ORDER__
