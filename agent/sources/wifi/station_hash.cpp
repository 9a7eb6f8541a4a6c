#include "agent/sources/wifi/station_hash.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr auto lifetime = 24h;
constexpr std::size_t digest_size = 32;

/// Without randomness or HMAC there is no privacy, and nothing to go on with.
void demand(bool done) {
    if (!done) {
        std::abort();
    }
}

}  // namespace

StationHash::StationHash(Monotonic now) : made_(now) {
    EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    keyed_.reset(EVP_MAC_CTX_new(hmac));
    EVP_MAC_free(hmac);
    std::array<unsigned char, digest_size> key{};
    std::array<char, 7> digest{"SHA256"};
    const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                OSSL_PARAM_construct_end()};
    demand(keyed_ != nullptr && RAND_priv_bytes(key.data(), static_cast<int>(key.size())) == 1 &&
           EVP_MAC_init(keyed_.get(), key.data(), key.size(), parameters.data()) == 1);
    OPENSSL_cleanse(key.data(), key.size());
}

std::uint64_t StationHash::of(const MacAddress& address) const {
    std::array<unsigned char, digest_size> digest{};
    std::size_t size = 0;
    // Begun anew with the key it has: to fetch and key it for each station would cost many times the hash.
    demand(EVP_MAC_init(keyed_.get(), nullptr, 0, nullptr) == 1 &&
           EVP_MAC_update(keyed_.get(), address.bytes.data(), address.bytes.size()) == 1 &&
           EVP_MAC_final(keyed_.get(), digest.data(), &size, digest.size()) == 1 && size == digest.size());
    std::uint64_t name = 0;
    std::memcpy(&name, digest.data(), sizeof(name));
    return name;
}

bool StationHash::stale(Monotonic now) const {
    return now - made_ >= lifetime;
}

/// OpenSSL cleanses what it frees of a key and of what was made of it (hmac_prov.c, hmac.c).
void StationHash::Wipe::operator()(evp_mac_ctx_st* keyed) const {
    EVP_MAC_CTX_free(keyed);
}

}  // namespace magpie::agent
