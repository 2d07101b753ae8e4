// The smallest owners of OpenSSL's objects: made the line after the C call, freed on every exit.

internal import COpenSSL

/// X509_free(3).
@safe
final class X509Handle {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe X509_free(pointer) }
}

/// EVP_PKEY_free(3).
@safe
final class KeyHandle {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

/// BIO_free(3).
@safe
final class BIOHandle {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe BIO_free(pointer) }
}
