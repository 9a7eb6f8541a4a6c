#include "agent/capture/air/look_alike.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace magpie::agent {

namespace {

struct Pair {
    std::uint32_t letter;
    char like;
};

/// Our own choice, sorted by letter: those whose shapes are the same in the fonts of phones. Capitals that differ from
/// their small letters in what they look like (Cyrillic В, Greek Η, Ν, Ρ) are read as the Latin capital, and Cyrillic
/// small letters that are small capitals (в, м, н, т) as that.
constexpr std::array look_alikes{
    Pair{0x00c0, 'a'}, Pair{0x00c1, 'a'}, Pair{0x00c2, 'a'}, Pair{0x00c3, 'a'}, Pair{0x00c4, 'a'}, Pair{0x00c5, 'a'},
    Pair{0x00c7, 'c'}, Pair{0x00c8, 'e'}, Pair{0x00c9, 'e'}, Pair{0x00ca, 'e'}, Pair{0x00cb, 'e'}, Pair{0x00cc, 'l'},
    Pair{0x00cd, 'l'}, Pair{0x00ce, 'l'}, Pair{0x00cf, 'l'}, Pair{0x00d1, 'n'}, Pair{0x00d2, 'o'}, Pair{0x00d3, 'o'},
    Pair{0x00d4, 'o'}, Pair{0x00d5, 'o'}, Pair{0x00d6, 'o'}, Pair{0x00d9, 'u'}, Pair{0x00da, 'u'}, Pair{0x00db, 'u'},
    Pair{0x00dc, 'u'}, Pair{0x00dd, 'y'}, Pair{0x00e0, 'a'}, Pair{0x00e1, 'a'}, Pair{0x00e2, 'a'}, Pair{0x00e3, 'a'},
    Pair{0x00e4, 'a'}, Pair{0x00e5, 'a'}, Pair{0x00e7, 'c'}, Pair{0x00e8, 'e'}, Pair{0x00e9, 'e'}, Pair{0x00ea, 'e'},
    Pair{0x00eb, 'e'}, Pair{0x00ec, 'l'}, Pair{0x00ed, 'l'}, Pair{0x00ee, 'l'}, Pair{0x00ef, 'l'}, Pair{0x00f1, 'n'},
    Pair{0x00f2, 'o'}, Pair{0x00f3, 'o'}, Pair{0x00f4, 'o'}, Pair{0x00f5, 'o'}, Pair{0x00f6, 'o'}, Pair{0x00f9, 'u'},
    Pair{0x00fa, 'u'}, Pair{0x00fb, 'u'}, Pair{0x00fc, 'u'}, Pair{0x00fd, 'y'}, Pair{0x00ff, 'y'},
    Pair{0x0130, 'l'},  // dotted capital I
    Pair{0x0131, 'l'},  // dotless i
    Pair{0x0251, 'a'}, Pair{0x0261, 'g'}, Pair{0x0269, 'l'},
    // Greek
    Pair{0x0391, 'a'}, Pair{0x0392, 'b'}, Pair{0x0395, 'e'}, Pair{0x0396, 'z'}, Pair{0x0397, 'h'}, Pair{0x0399, 'l'},
    Pair{0x039a, 'k'}, Pair{0x039c, 'm'}, Pair{0x039d, 'n'}, Pair{0x039f, 'o'}, Pair{0x03a1, 'p'}, Pair{0x03a4, 't'},
    Pair{0x03a5, 'y'}, Pair{0x03a7, 'x'}, Pair{0x03b1, 'a'}, Pair{0x03b9, 'l'}, Pair{0x03ba, 'k'}, Pair{0x03bd, 'v'},
    Pair{0x03bf, 'o'}, Pair{0x03c1, 'p'}, Pair{0x03c4, 't'}, Pair{0x03c5, 'u'}, Pair{0x03c7, 'x'}, Pair{0x03f2, 'c'},
    Pair{0x03f3, 'j'}, Pair{0x03f9, 'c'},
    // Cyrillic
    Pair{0x0405, 's'}, Pair{0x0406, 'l'}, Pair{0x0407, 'l'}, Pair{0x0408, 'j'}, Pair{0x0410, 'a'}, Pair{0x0412, 'b'},
    Pair{0x0415, 'e'}, Pair{0x0417, '3'}, Pair{0x041a, 'k'}, Pair{0x041c, 'm'}, Pair{0x041d, 'h'}, Pair{0x041e, 'o'},
    Pair{0x0420, 'p'}, Pair{0x0421, 'c'}, Pair{0x0422, 't'}, Pair{0x0423, 'y'}, Pair{0x0425, 'x'}, Pair{0x0430, 'a'},
    Pair{0x0432, 'b'}, Pair{0x0435, 'e'}, Pair{0x0437, '3'}, Pair{0x043a, 'k'}, Pair{0x043c, 'm'}, Pair{0x043d, 'h'},
    Pair{0x043e, 'o'}, Pair{0x0440, 'p'}, Pair{0x0441, 'c'}, Pair{0x0442, 't'}, Pair{0x0443, 'y'}, Pair{0x0445, 'x'},
    Pair{0x0451, 'e'}, Pair{0x0455, 's'}, Pair{0x0456, 'l'}, Pair{0x0457, 'l'}, Pair{0x0458, 'j'}, Pair{0x04ae, 'y'},
    Pair{0x04af, 'y'}, Pair{0x04ba, 'h'}, Pair{0x04bb, 'h'}, Pair{0x04c0, 'l'}, Pair{0x04cf, 'l'}, Pair{0x0501, 'd'},
    Pair{0x051a, 'q'}, Pair{0x051b, 'q'}, Pair{0x051c, 'w'}, Pair{0x051d, 'w'}, Pair{0x2113, 'l'},  // script small l
    Pair{0x212a, 'k'},                                                                              // kelvin
    Pair{0x2170, 'l'},                                                                              // small Roman one
    Pair{0x2223, 'l'},                                                                              // divides
    Pair{0x3007, 'o'},                                                                              // CJK zero
};
static_assert(std::ranges::is_sorted(look_alikes, {}, &Pair::letter));

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// What nobody sees, or sees as a gap or a dash. Sorted.
constexpr std::array falls_out{
    Range{0x0000, 0x0020},   Range{0x002d, 0x002e},  // control characters and the space; - and .
    Range{0x005f, 0x005f},   Range{0x007f, 0x00a0},  // _; more control characters, no-break space
    Range{0x00ad, 0x00ad},   Range{0x00b7, 0x00b7},  // soft hyphen, middle dot
    Range{0x0300, 0x036f},   Range{0x061c, 0x061c},  // combining marks, Arabic letter mark
    Range{0x115f, 0x1160},   Range{0x1680, 0x1680},  // Hangul fillers, Ogham space
    Range{0x17b4, 0x17b5},   Range{0x180b, 0x180f},  // Khmer and Mongolian marks without width
    Range{0x2000, 0x2015},   Range{0x2024, 0x2024},  // spaces, zero widths, dashes; one dot leader
    Range{0x2027, 0x202f},   Range{0x203f, 0x203f},  // hyphenation point, directions; undertie
    Range{0x205f, 0x206f},   Range{0x2212, 0x2212},  // more of these; minus
    Range{0x22c5, 0x22c5},   Range{0x2800, 0x2800},  // dot operator, empty braille
    Range{0x3000, 0x3000},   Range{0x30fb, 0x30fb},  // wide space, katakana dot
    Range{0x3164, 0x3164},   Range{0xfe00, 0xfe0f},  // Hangul filler, variation selectors
    Range{0xfeff, 0xfeff},   Range{0xff65, 0xff65},  // byte order mark, half-width katakana dot
    Range{0xffa0, 0xffa0},   Range{0xfff9, 0xfffb},  // half-width Hangul filler, annotations
    Range{0xe0000, 0xe0fff},                         // tags, more variation selectors
};
static_assert(std::ranges::is_sorted(falls_out, {}, &Range::first));

/// One character and how many bytes it took; the byte itself, beyond all of Unicode, where it is no UTF-8.
struct Character {
    std::uint32_t code;
    std::size_t size;
};
constexpr std::uint32_t no_utf_8 = 0x110000;

Character first_of(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
    const std::uint32_t first = byte(0);
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size) {
        return {no_utf_8 + first, 1};
    }
    auto code = first & (0x7fU >> size);
    for (std::size_t at = 1; at < size; ++at) {
        if ((byte(at) & 0xc0) != 0x80) {
            return {no_utf_8 + first, 1};
        }
        code = code << 6 | (byte(at) & 0x3fU);
    }
    // A longer form than need be is none.
    if ((size == 3 && code < 0x800) || (size == 4 && (code < 0x10000 || code >= no_utf_8))) {
        return {no_utf_8 + first, 1};
    }
    return {code, size};
}

bool is_unseen(std::uint32_t code) {
    const auto* range = std::ranges::lower_bound(falls_out, code, {}, &Range::last);
    return range != falls_out.end() && range->first <= code;
}

std::uint32_t folded(std::uint32_t code) {
    if (code >= 0xff01 && code <= 0xff5e) {  // full width
        code = code - 0xff01 + '!';
    }
    if (code >= 0x80) {
        const auto* pair = std::ranges::lower_bound(look_alikes, code, {}, &Pair::letter);
        return pair != look_alikes.end() && pair->letter == code ? static_cast<std::uint32_t>(pair->like) : code;
    }
    if (code >= 'A' && code <= 'Z') {
        code = code - 'A' + 'a';
    }
    if (code == '0') {
        return 'o';
    }
    return code == '1' || code == 'i' || code == '|' ? 'l' : code;
}

void append(std::string& text, std::uint32_t code) {
    if (code >= no_utf_8) {
        text += static_cast<char>(code - no_utf_8);
    } else if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 0x3f))};
    } else if (code < 0x10000) {
        text += {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3f)),
                 static_cast<char>(0x80 | (code & 0x3f))};
    } else {
        text += {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3f)),
                 static_cast<char>(0x80 | (code >> 6 & 0x3f)), static_cast<char>(0x80 | (code & 0x3f))};
    }
}

/// The syllable that two characters make together (Unicode 3.12), or 0.
std::uint32_t syllable(std::uint32_t before, std::uint32_t code) {
    constexpr std::uint32_t syllables = 0xac00;
    constexpr std::uint32_t leads = 0x1100;
    constexpr std::uint32_t vowels = 0x1161;
    constexpr std::uint32_t tails = 0x11a7;  // one before the first, for none
    constexpr std::uint32_t vowel_count = 21;
    constexpr std::uint32_t tail_count = 28;
    if (before >= leads && before < leads + 19 && code >= vowels && code < vowels + vowel_count) {
        return syllables + ((before - leads) * vowel_count + (code - vowels)) * tail_count;
    }
    const bool open = before >= syllables && before <= 0xd7a3 && (before - syllables) % tail_count == 0;
    return open && code > tails && code < tails + tail_count ? before + (code - tails) : 0;
}

}  // namespace

std::string reading_of(std::string_view ssid) {
    std::string reading;
    std::uint32_t before = 0;  // not yet written: the next may join it
    const auto write = [&] {
        if (before != 0) {
            append(reading, before);
        }
    };
    while (!ssid.empty()) {
        const auto [code, size] = first_of(ssid);
        ssid.remove_prefix(size);
        const auto seen = is_unseen(code) ? 0 : folded(code);
        if (seen == 0 || (seen < 0x80 && is_unseen(seen))) {
            continue;
        }
        if (before == 'r' && seen == 'n') {
            before = 'm';
        } else if (const auto joined = syllable(before, seen)) {
            before = joined;
        } else {
            write();
            before = seen;
        }
    }
    write();
    return reading;
}

}  // namespace magpie::agent
