// What Glibc's own module leaves out: epoll, eventfd, signalfd and accept4.
// No _GNU_SOURCE here: it changes fd_set, and the compiler then refuses this module beside Glibc.
#pragma once

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

// Declared by <sys/socket.h> and <pthread.h> only under _GNU_SOURCE.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);
