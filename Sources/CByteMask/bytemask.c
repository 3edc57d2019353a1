// The masks are inline functions of the header; this file makes the target one that links.
#include "CByteMask.h"
