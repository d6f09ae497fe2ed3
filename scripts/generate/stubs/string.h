/* In place of the C library's: nothing of it is needed for a size. */
