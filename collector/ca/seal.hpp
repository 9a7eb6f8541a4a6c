#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

/// A file that is of use only to who also has a code that came another way.
namespace magpie::collector::ca {

/// Of 125 bits: five groups of five letters and digits that nobody takes for others. Empty without randomness.
[[nodiscard]] std::string fresh_code();

/// In the form of openssl-enc(1), so that any pole opens it: AES-256-CBC, the key by PBKDF2 with SHA-256 and
/// `seal_rounds`. Whether it is the file that was sealed says its SHA-256 alone. The error is a sentence.
inline constexpr int seal_rounds = 200'000;
[[nodiscard]] tl::expected<std::string, std::string> sealed(std::string_view plain, std::string_view code);

}  // namespace magpie::collector::ca
