// libcurl for Swift. curl_easy_setopt and its relatives are variadic, and Swift imports no variadic
// C function: each shim fixes the one argument type that an option takes. Their results must be
// used: an option that was not set is a promise that is not kept.
#pragma once

#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "../CLinux/epoll.h"

#define BRIDGE_CHECKED __attribute__((warn_unused_result))

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// The string is copied by libcurl, except that of CURLOPT_POSTFIELDS.
BRIDGE_CHECKED static inline CURLcode
bridge_setopt_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

// Not copied: it has to outlive the handle.
BRIDGE_CHECKED static inline CURLcode
bridge_setopt_url(CURL *easy, CURLU *value) {
    return curl_easy_setopt(easy, CURLOPT_CURLU, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_write(CURL *easy, curl_write_callback value) {
    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_header(CURL *easy, curl_write_callback value) {
    return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_opensocket(CURL *easy, curl_opensocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_closesocket(CURL *easy, curl_closesocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}

BRIDGE_CHECKED static inline CURLcode
bridge_setopt_prereq(CURL *easy, curl_prereq_callback value) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}

BRIDGE_CHECKED static inline CURLMcode
bridge_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

BRIDGE_CHECKED static inline CURLMcode
bridge_multi_setopt_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

BRIDGE_CHECKED static inline CURLMcode
bridge_multi_setopt_socket(CURLM *multi, curl_socket_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

BRIDGE_CHECKED static inline CURLMcode
bridge_multi_setopt_timer(CURLM *multi, curl_multi_timer_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

// Zero when libcurl does not know.
static inline long bridge_getinfo_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t bridge_getinfo_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

// The server's own certificate in PEM form: when CURLOPT_CERTINFO was set, and the connection is
// new.
static inline const char *bridge_certificate(CURL *easy) {
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || !info ||
        info->num_of_certs < 1)
        return NULL;
    for (struct curl_slist *line = info->certinfo[0]; line; line = line->next)
        if (strncmp(line->data, "Cert:", 5) == 0) return line->data + 5;
    return NULL;
}

// What CURLOPT_PRIVATE was set to.
static inline void *bridge_getinfo_private(CURL *easy) {
    char *value = NULL;
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

// A member of an anonymous union, which Swift does not name.
static inline CURLcode bridge_message_result(const CURLMsg *message) {
    return message->data.result;
}

// The first value of a header of the last answer, or NULL. It lives as long as the handle is not
// used.
static inline const char *bridge_header(CURL *easy, const char *name) {
    struct curl_header *header = NULL;
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return NULL;
    return header->value;
}

// The 4 or 16 bytes of an address in network order, and how many they are; 0 for another family.
static inline int
bridge_address_bytes(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    // curl_sockaddr declares a plain sockaddr, and what it holds is as long as addrlen says.
    const void *raw = &address->addr;
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        memcpy(bytes, (const char *)raw + offsetof(struct sockaddr_in, sin_addr), 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        memcpy(bytes, (const char *)raw + offsetof(struct sockaddr_in6, sin6_addr), 16);
        return 16;
    }
    return 0;
}

// Variadic, too. The name of the calling thread, of which the kernel keeps 15 bytes.
static inline void bridge_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name); }
