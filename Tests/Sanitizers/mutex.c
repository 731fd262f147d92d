// Tells ThreadSanitizer what it cannot see of Swift's `Mutex`, preloaded by `Tests/sanitize`.
//
// The quick way into and out of a `Mutex` is compiled into whoever takes it, and so is seen. The
// slow way, of a mutex that several want, lies in the library libswiftSynchronization and in the
// kernel (FUTEX_LOCK_PI, FUTEX_UNLOCK_PI), and neither is compiled for ThreadSanitizer: whoever
// waited would seem to race with the one who let him in.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

// Weak: of the processes of a test run only some are compiled for ThreadSanitizer.
void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

// Synchronization._MutexHandle._lockSlow(UInt32) and ._unlockSlow(), as Swift calls them: the
// handle, whose address is that of its futex, comes in the register of `self`.
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SELF __attribute__((swift_context)) void *handle

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void unlock_slow(SELF) __asm__(UNLOCK_SLOW);
typedef __attribute__((swiftcall)) void slow_lock(uint32_t thread, SELF);
typedef __attribute__((swiftcall)) void slow_unlock(SELF);

static void *original(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) abort();
    return function;
}

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF)
{
    ((slow_lock *)original(LOCK_SLOW))(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

__attribute__((swiftcall)) void unlock_slow(SELF)
{
    // Before it is free: afterwards it may be somebody else's already.
    if (__tsan_release) __tsan_release(handle);
    ((slow_unlock *)original(UNLOCK_SLOW))(handle);
}
