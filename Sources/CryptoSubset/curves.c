// Elliptic curves: which of libcrypto's ways to calculate on them are linked.

#ifndef ALL_OF_LIBCRYPTO

#include "closed.h"

// P-256 by assembly (nistz256), on x86-64 and arm64 alike. Its C code comes along only because it
// is asked to free and copy tables that it alone makes.
NONE(EC_nistp256_pre_comp_dup)
NONE(EC_nistp256_pre_comp_free)

// P-224 by the code for any prime curve: no client of TLS 1.3 knows it, and none of TLS 1.2 offers
// it. P-521 keeps its own, which is three times as fast.
typedef struct ec_method_st Method;
const Method *EC_GFp_mont_method(void);
const Method *EC_GFp_nistp224_method(void);
const Method *EC_GFp_nistp224_method(void) {
    return EC_GFp_mont_method();
}
NONE(EC_nistp224_pre_comp_dup)
NONE(EC_nistp224_pre_comp_free)

// The curve of SM2 likewise, which has 512 KB of tables on arm64: no signature of TLS is offered
// with it.
const Method *EC_GFp_sm2p256_method(void);
const Method *EC_GFp_sm2p256_method(void) {
    return EC_GFp_mont_method();
}

// Curves over binary fields: no group of TLS that is offered has one, and a certificate on one is
// refused like any other whose group is unknown.
NONE(EC_GF2m_simple_method)
NONE(ossl_ec_GF2m_simple_oct2point)
NONE(ossl_ec_GF2m_simple_point2oct)
NONE(ossl_ec_GF2m_simple_set_compressed_coordinates)

// Curve448: neither offered nor decoded; a key in a file fails to load.
NONE(ossl_x448)
NONE(ossl_x448_public_from_private)
NONE(ossl_ed448_sign)
NONE(ossl_ed448_verify)
NONE(ossl_ed448_public_from_private)

#endif
