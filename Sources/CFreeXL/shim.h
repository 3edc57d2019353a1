#include <freexl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A file in memory without a name, for a workbook that FreeXL is to open (memfd_create(2); the C library declares it only for GNU programs).
static inline int headwater_memory_file(void) { return (int)syscall(SYS_memfd_create, "workbook", 1u); }
