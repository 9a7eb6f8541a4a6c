#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

/// QR codes (ISO/IEC 18004), as a phone reads them from a screen or from paper.
namespace magpie::collector::ca {

/// A square of modules, row by row; true is dark. Without the light zone around it, which the drawings add.
struct QrCode {
    std::size_t width = 0;
    std::vector<bool> dark;
};

/// The smallest that holds the text and survives 15 % of damage. The error is a sentence.
[[nodiscard]] tl::expected<QrCode, std::string> qr_code(std::string_view text);

/// For a terminal: two modules a character, light drawn as ink, in colours of its own, so that a terminal that is
/// black on white shows no negative.
[[nodiscard]] std::string half_blocks(const QrCode& code);

/// A picture of lengths that a printer knows: half a millimetre a module.
[[nodiscard]] std::string svg(const QrCode& code);

}  // namespace magpie::collector::ca
