#pragma once

#include <openssl/rand.h>

#include <cstdint>
#include <stdexcept>

#include "tests/unit/agent/sources/wifi/heap_search.hpp"

namespace magpie::fakes {

/// While it lives, the random keys of OpenSSL are Sought<32>(1), Sought<32>(2) and so on.
class KnownKeys {
  public:
    KnownKeys() {
        draws = 0;
        use(&method);
    }
    KnownKeys(const KnownKeys&) = delete;
    KnownKeys& operator=(const KnownKeys&) = delete;
    ~KnownKeys() { use(nullptr); }

    [[nodiscard]] static unsigned drawn() { return draws; }

  private:
    static int draw(unsigned char* to, int size) {
        if (size != 32) {
            return 0;
        }
        Sought<32>(++draws).copy_to(to);
        return 1;
    }
    static void use(const RAND_METHOD* method) {
// There is no other way to know what OpenSSL draws.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        if (RAND_set_rand_method(method) != 1) {
            throw std::runtime_error("OpenSSL keeps its own randomness");
        }
#pragma GCC diagnostic pop
    }

    static constexpr RAND_METHOD method{nullptr, &draw, nullptr, nullptr, &draw, nullptr};
    static inline std::uint8_t draws = 0;
};

}  // namespace magpie::fakes
