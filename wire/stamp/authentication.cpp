#include "wire/stamp/authentication.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <charconv>

#include "wire/stamp/octets.hpp"

namespace magpie::stamp {

tl::expected<Key, std::string> Key::from_hexadecimal(std::string_view text) {
    const auto end = text.find_last_not_of(" \t\r\n");
    text = text.substr(0, end == text.npos ? 0 : end + 1);
    if (text.size() < 2 * least || text.size() > 2 * most || text.size() % 2 != 0) {
        return tl::unexpected(std::string("a key is 32 to 128 hexadecimal digits, an even number of them"));
    }
    Key key;
    for (; !text.empty(); text.remove_prefix(2)) {
        unsigned octet = 0;
        const auto [stopped, problem] = std::from_chars(text.data(), text.data() + 2, octet, 16);
        if (problem != std::errc() || stopped != text.data() + 2) {
            return tl::unexpected(std::string("a key has hexadecimal digits only"));
        }
        key.octets_[key.size_++] = static_cast<std::byte>(octet);
    }
    return key;
}

Mac Key::mac(std::span<const std::byte> text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    // Cannot fail: SHA-256 is in every provider, and nothing is allocated by us.
    HMAC(EVP_sha256(), octets_.data(), static_cast<int>(size_), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), digest.data(), nullptr);
    Mac mac;
    std::transform(digest.begin(), digest.begin() + mac_size, mac.begin(), [](auto octet) { return std::byte{octet}; });
    return mac;
}

void sign(std::span<std::byte> datagram, const Key& key) {
    std::ranges::copy(key.mac(datagram.first(mac_offset)), datagram.begin() + mac_offset);
}

bool is_signed(std::span<const std::byte> datagram, const Key& key) {
    return datagram.size() >= mac_offset + mac_size &&
           is_equal(datagram.subspan(mac_offset, mac_size), key.mac(datagram.first(mac_offset)));
}

Mac mac_of_tlvs(const Key& key, std::uint32_t sequence, std::span<const std::byte> tlvs) {
    std::array<std::byte, 4 + most_datagram> text;
    const auto taken = tlvs.first(std::min(tlvs.size(), most_datagram));
    store(std::span(text).first(4), sequence);
    std::ranges::copy(taken, text.begin() + 4);
    return key.mac(std::span(text).first(4 + taken.size()));
}

bool is_equal(std::span<const std::byte> mac, const Mac& expected) {
    return mac.size() == expected.size() && CRYPTO_memcmp(mac.data(), expected.data(), expected.size()) == 0;
}

}  // namespace magpie::stamp
