// OpenSSL for Swift: digests, HMAC, AES-GCM and TLS. Many settings of an SSL_CTX are macros, which
// Swift does not see: each shim is one of them. Those that can fail must be looked at: a rule that
// was not set is a rule that does not hold.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define BRIDGE_CHECKED __attribute__((warn_unused_result))

BRIDGE_CHECKED static inline int
bridge_context_set_versions(SSL_CTX *context, int oldest, int newest) {
    return SSL_CTX_set_min_proto_version(context, oldest)
        && SSL_CTX_set_max_proto_version(context, newest);
}

BRIDGE_CHECKED static inline int bridge_context_set_groups(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_groups_list(context, names);
}

// The certificate is counted, not taken over.
BRIDGE_CHECKED static inline int bridge_context_add_chain(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

static inline void bridge_context_set_mode(SSL_CTX *context, long mode) {
    SSL_CTX_set_mode(context, mode);
}

static inline void bridge_context_set_session_cache(SSL_CTX *context, long mode) {
    SSL_CTX_set_session_cache_mode(context, mode);
}

// The options are macros with a cast, which Swift does not see either.
static inline void bridge_context_set_server_options(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

// RFC 7301, section 3.2: a server that supports none of the protocols offered SHALL say so with a
// fatal alert. Not called for a client that offers nothing.
static inline int bridge_select_http11(
    SSL *session, const unsigned char **chosen, unsigned char *chosen_length,
    const unsigned char *offered, unsigned int offered_length, void *argument
) {
    static const unsigned char ours[] = "\x08http/1.1";
    (void)session;
    (void)argument;
    int result = SSL_select_next_proto(
        (unsigned char **)chosen, chosen_length, ours, sizeof ours - 1, offered, offered_length);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static inline void bridge_context_accept_http11(SSL_CTX *context) {
    SSL_CTX_set_alpn_select_cb(context, bridge_select_http11, NULL);
}
