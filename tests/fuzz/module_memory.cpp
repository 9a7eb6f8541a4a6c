// The memory of a pluggable module: whoever made it wrote it, and a cheap one is worn or was never right. The input is
// up to three halves of it.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <tuple>

#include "agent/optics/cmis.hpp"
#include "agent/optics/module.hpp"
#include "agent/optics/sff8472.hpp"
#include "agent/optics/sff8636.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using magpie::fuzz::require;
namespace optics = magpie::agent::optics;

constexpr std::size_t half_bytes = 128;

optics::Half half(optics::Half all, std::size_t number) {
    const auto start = std::min(number * half_bytes, all.size());
    return all.subspan(start, std::min(half_bytes, all.size() - start));
}

void check_text(const std::string& text) {
    require(text.size() <= 16, "a text has its length");
    for (const char character : text) {
        require(character >= ' ' && character <= '~', "a text can be printed");
    }
    require(text.empty() || (text.front() != ' ' && text.back() != ' '), "a text has no blanks at its ends");
}

void check(const optics::Readings& readings) {
    for (std::size_t quantity = 0; quantity < readings.values.size(); ++quantity) {
        require(!readings.values[quantity] || std::isfinite(*readings.values[quantity]), "a value is a number");
        require(readings.values[quantity] || !readings.alarms[quantity], "what is not measured alarms nobody");
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    const auto [first, second, third] = std::tuple(half(all, 0), half(all, 1), half(all, 2));
    for (const auto form : {optics::Form::sfp, optics::Form::qsfp, optics::Form::qsfp_dd, optics::Form::osfp}) {
        const auto identity = optics::identity_of(form, second);
        check_text(identity.vendor);
        check_text(identity.part);
    }
    (void)optics::form_of(first);
    check(optics::sff8472_readings(first, second));
    check(optics::sff8636_readings(first, second));
    check(optics::cmis_readings(first, third));
}
