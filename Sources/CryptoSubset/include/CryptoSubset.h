// Nothing is called by name: that these definitions are linked before libcrypto's is what they are for.
