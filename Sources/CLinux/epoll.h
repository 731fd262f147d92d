// The wait of both loops, that of HTTPServer and that of Curl: each includes it by way of its own
// module.
#pragma once

#include <errno.h>
#include <sys/epoll.h>

// As epoll_wait(2), with a time that is rounded up to whole milliseconds; negative for ever. It may
// end after a minute: callers look again.
static inline int bridge_epoll_wait_coarsely(
    int queue, struct epoll_event *events, int count, long long nanoseconds
) {
    long long milliseconds = nanoseconds / 1000000 + (nanoseconds % 1000000 > 0);
    if (nanoseconds < 0) milliseconds = -1;
    return epoll_wait(queue, events, count, milliseconds > 60000 ? 60000 : (int)milliseconds);
}

// As epoll_wait(2), with the time in nanoseconds; negative for ever. In whole milliseconds, rounded
// up, where the kernel (before 5.11) or a filter of system calls knows nothing finer.
static inline int bridge_epoll_wait(
    int queue, struct epoll_event *events, int count, long long nanoseconds
) {
    if (nanoseconds > 0) {
        struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
        int told = epoll_pwait2(queue, events, count, &limit, NULL);
        if (told >= 0 || (errno != ENOSYS && errno != EPERM)) return told;
    }
    return bridge_epoll_wait_coarsely(queue, events, count, nanoseconds);
}
