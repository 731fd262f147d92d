// What Glibc's own module leaves out: epoll, eventfd, signalfd, accept4, mallopt and the program
// headers of what is loaded.
// No _GNU_SOURCE here: it changes fd_set, and the compiler then refuses this module beside Glibc.
#pragma once

#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "epoll.h"

// Declared by <sys/socket.h> and <pthread.h> only under _GNU_SOURCE.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

// prctl() is variadic.
static inline int bridge_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Glibc's module has no <malloc.h>. 1 when it is so.
static inline int bridge_set_arenas_max(int count) { return mallopt(M_ARENA_MAX, count); }

// The program or a library of it, up to the last field that is needed (dl_iterate_phdr(3)):
// declared by <link.h> under _GNU_SOURCE only.
struct bridge_loaded_object {
    ElfW(Addr) base;
    const char *name;
    const ElfW(Phdr) *headers;
    ElfW(Half) header_count;
};
extern int dl_iterate_phdr(
    int (*visit)(struct bridge_loaded_object *object, size_t size, void *context), void *context);

// Whether the dynamic linker has written into code.
static inline int bridge_has_relocated_code(const struct bridge_loaded_object *object) {
    for (int index = 0; index < object->header_count; index++) {
        const ElfW(Phdr) *header = &object->headers[index];
        if (header->p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->base + header->p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_TEXTREL) return 1;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0) return 1;
        }
    }
    return 0;
}

// A segment that may not be written is as in its file otherwise, so no page of it is lost. One that
// may be written stays, with what the dynamic linker made read-only afterwards.
static inline int bridge_give_back_segments(
    struct bridge_loaded_object *object, size_t size, void *context
) {
    (void)size;
    (void)context;
    if (bridge_has_relocated_code(object)) return 0;
    uintptr_t page = (uintptr_t)getpagesize();
    for (int index = 0; index < object->header_count; index++) {
        const ElfW(Phdr) *header = &object->headers[index];
        if (header->p_type != PT_LOAD || (header->p_flags & PF_W) != 0) continue;
        uintptr_t first = object->base + header->p_vaddr;
        uintptr_t start = first / page * page;
        (void)madvise((void *)start, first + header->p_memsz - start, MADV_DONTNEED);
    }
    return 0;
}

static inline void bridge_give_back_code(void) {
    (void)dl_iterate_phdr(bridge_give_back_segments, NULL);
}

// Who opened the other end of a Unix socket (unix(7), SO_PEERCRED). `struct ucred` is declared
// under _GNU_SOURCE only; this is its layout. 0, or -1 when the kernel does not say.
static inline int bridge_peer_user(int socket, unsigned int *user) {
    struct {
        int process;
        unsigned int user;
        unsigned int group;
    } peer = {0, 0, 0};
    socklen_t length = sizeof(peer);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    if (length != sizeof(peer)) return -1;
    *user = peer.user;
    return 0;
}
