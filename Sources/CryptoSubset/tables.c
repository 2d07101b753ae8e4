// Tables that libcrypto searches, emptied of what nobody asks for.

#ifndef ALL_OF_LIBCRYPTO

#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "closed.h"

// How keys of DH and DSA are kept: their decoders are in no table either.
EMPTY(ossl_dh_keymgmt_functions)
EMPTY(ossl_dhx_keymgmt_functions)
EMPTY(ossl_dsa_keymgmt_functions)

// What logs of Certificate Transparency put into a certificate is bytes here: nobody looks into
// them. libcrypto finds an extension by its number.
#define OPAQUE(number) {.ext_nid = number, .it = ASN1_ITEM_ref(ASN1_OCTET_STRING)}

extern const X509V3_EXT_METHOD ossl_v3_ct_scts[3];
const X509V3_EXT_METHOD ossl_v3_ct_scts[3] = {
    OPAQUE(NID_ct_precert_scts), OPAQUE(NID_ct_precert_poison), OPAQUE(NID_ct_cert_scts)};

#endif
