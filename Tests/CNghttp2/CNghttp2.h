// nghttp2, the tests' other opinion.
#include <nghttp2/nghttp2.h>
