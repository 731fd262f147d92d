// What Glibc's own module leaves out: epoll, eventfd, signalfd, accept4 and mallopt.
// No _GNU_SOURCE here: it changes fd_set, and the compiler then refuses this module beside Glibc.
#pragma once

#include <malloc.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

// Declared by <sys/socket.h> and <pthread.h> only under _GNU_SOURCE.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

// prctl() is variadic.
static inline int bridge_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// Glibc's module has no <malloc.h>. 1 when it is so.
static inline int bridge_set_arenas_max(int count) { return mallopt(M_ARENA_MAX, count); }

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
