// LLDP: bytes of whoever is at the other end of a line.

#include <span>

#include "agent/internet/lldp.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie::agent;
using magpie::fuzz::require;
using Bytes = std::span<const std::byte>;

void check_within(const void* begin, std::size_t size, Bytes all) {
    const auto* const from = static_cast<const std::byte*>(begin);
    require(size == 0 || (from >= all.data() && from + size <= all.data() + all.size()), "a part is of the frame");
}

void check(const Lldp& lldp, Bytes all) {
    for (const auto& id : {lldp.chassis, lldp.port}) {
        require(!id.value.empty() && id.value.size() <= 255, "an id has a value");
        check_within(id.value.data(), id.value.size(), all);
        require(id.kind != LldpId::Kind::mac_address || text_of(id).size() == 17, "an address is six bytes");
        require(text_of(id).size() <= 255, "and is not longer as text");
    }
    check_within(lldp.system_name.data(), lldp.system_name.size(), all);
    check_within(lldp.port_description.data(), lldp.port_description.size(), all);
    check_within(lldp.management_address.data(), lldp.management_address.size(), all);
    require(address_text(lldp.management_address).size() < 40, "an address fits its field");
    require(!lldp.poe_class || *lldp.poe_class <= 4, "a class there is");
    require(!lldp.poe_tenths_of_watt || *lldp.poe_tenths_of_watt <= 999, "no more than a line carries");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    const auto whole = parse_lldp(all, false);
    const auto part = parse_lldp(all, true);
    require(whole.has_value() == part.has_value(), "its type is seen either way");
    if (!whole) {
        return;
    }
    require(*part || part->error() == magpie::capture::BadFrame::lldp, "of LLDP");
    require(!*whole || *part, "what is whole is no worse for being taken as cut");
    if (*part) {
        check(**part, all);
    }
}
