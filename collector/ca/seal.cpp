#include "collector/ca/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "platform/tls/x509.hpp"

namespace magpie::collector::ca {
namespace {

using Cipher = tls::Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t groups = 5;
constexpr std::size_t group_letters = 5;
constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: no I, L, O, U
constexpr std::string_view magic = "Salted__";
constexpr std::size_t salt_bytes = 8;
constexpr std::size_t key_bytes = 32;
constexpr std::size_t vector_bytes = 16;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

tl::unexpected<std::string> failed() {
    ERR_clear_error();
    return tl::unexpected<std::string>("the file could not be sealed: OpenSSL does not say why");
}

}  // namespace

std::string fresh_code() {
    std::array<unsigned char, groups * group_letters> random{};
    if (RAND_priv_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        ERR_clear_error();
        return {};
    }
    std::string code;
    for (std::size_t i = 0; i < random.size(); ++i) {
        code += i > 0 && i % group_letters == 0 ? "-" : "";
        code += letters[random[i] % letters.size()];
    }
    OPENSSL_cleanse(random.data(), random.size());
    return code;
}

tl::expected<std::string, std::string> sealed(std::string_view plain, std::string_view code) {
    ERR_clear_error();
    std::array<unsigned char, salt_bytes> salt{};
    std::array<unsigned char, key_bytes + vector_bytes> secret{};
    const Cipher cipher(EVP_CIPHER_CTX_new());
    std::string out(magic);
    if (!cipher || RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1 ||
        PKCS5_PBKDF2_HMAC(code.data(), static_cast<int>(code.size()), salt.data(), static_cast<int>(salt.size()),
                          seal_rounds, EVP_sha256(), static_cast<int>(secret.size()), secret.data()) != 1) {
        return failed();
    }
    out.append(reinterpret_cast<const char*>(salt.data()), salt.size());
    const auto head = out.size();
    out.resize(head + plain.size() + vector_bytes);
    auto* const at = reinterpret_cast<unsigned char*>(out.data()) + head;
    int size = 0;
    int rest = 0;
    const bool done =
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_cbc(), nullptr, secret.data(), secret.data() + key_bytes) == 1 &&
        EVP_EncryptUpdate(cipher.get(), at, &size, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), at + size, &rest) == 1;
    OPENSSL_cleanse(secret.data(), secret.size());
    if (!done) {
        return failed();
    }
    out.resize(head + static_cast<std::size_t>(size + rest));
    return out;
}

}  // namespace magpie::collector::ca
