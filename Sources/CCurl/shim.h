// libcurl for Swift. curl_easy_setopt and its relatives are variadic, and Swift imports no variadic
// C function: each shim fixes the one argument type that an option takes.
#pragma once

#include <curl/curl.h>
