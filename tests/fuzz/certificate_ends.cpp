// Files of certificates and revocation lists in PEM, of which the end is looked for.

#include <openssl/err.h>

#include <string>

#include "platform/tls/earliest_end.hpp"
#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    const auto end = tls::earliest_end(bytes);
    require(ERR_peek_error() == 0, "nothing is left in OpenSSL's queue");
    if (!end) {
        require(!end.error().empty() && end.error().find('\n') == std::string::npos, "a sentence");
        return;
    }
    require(*end > UtcMs{}, "a time since 1970");
    const auto twice = tls::earliest_end(std::string(bytes) + "\n" + std::string(bytes));
    require(!twice || *twice == *end, "the same things end at the same time");
}
