// OpenSSL for Swift: digests, HMAC, AES-GCM and TLS.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
