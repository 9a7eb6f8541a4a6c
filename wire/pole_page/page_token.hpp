#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/time.hpp"

/// What lets a technician see the page of a pole (docs/pole-page.md): made where the signer's key is, carried on a
/// phone, believed by the pole without asking anybody.
namespace magpie {

/// A working day, and a night shift with its way there.
inline constexpr std::chrono::hours longest_page_token{24};
/// Of the text that is carried.
inline constexpr std::size_t longest_page_token_text = 4096;
/// What begins the text, so that who finds one knows what it is. Before each signature, too: nothing else that a signer
/// signs begins so.
inline constexpr std::string_view page_token_begins = "MAGPIE1-";

/// Times are whole seconds.
struct PageToken {
    std::uint64_t id = 0;  // random; one token from another
    std::string area{};
    std::string node{};    // empty: every node of the area
    std::string holder{};  // who it is for, as whoever made it wrote it
    UtcMs from{};
    UtcMs until{};
    friend bool operator==(const PageToken&, const PageToken&) = default;
};

/// What is signed. Empty where a token contradicts itself, as decode_page_token() says.
[[nodiscard]] std::string encode(const PageToken& token);

/// Nothing when the bytes are no token, or one of names that are none, a holder of more than 64 bytes or no plain text,
/// an end that is not after its beginning, or more than longest_page_token after it.
[[nodiscard]] std::optional<PageToken> decode_page_token(std::string_view bytes);

[[nodiscard]] bool concerns(const PageToken& token, std::string_view area, std::string_view node);

/// A token with what proves it, in parts.
struct CarriedPageToken {
    std::string content;
    std::string signature;    // of the signer's key, over page_token_begins and the content
    std::string certificate;  // the signer's, in DER
    friend bool operator==(const CarriedPageToken&, const CarriedPageToken&) = default;
};

/// Capital letters, digits and a dash (RFC 4648's base 32): a QR code holds them in eleven bits a pair, a URL and a
/// clipboard change nothing of them. Empty where a part is empty or too long.
[[nodiscard]] std::string page_token_text(const CarriedPageToken& carried);

/// What page_token_text() made, and nothing that only decodes alike; small letters count as capital ones, and spaces
/// and line ends, which a messenger puts in, as nothing.
[[nodiscard]] std::optional<CarriedPageToken> read_page_token_text(std::string_view text);

}  // namespace magpie
