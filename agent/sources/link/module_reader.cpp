#include "agent/sources/link/module_reader.hpp"

#include "agent/optics/cmis.hpp"
#include "agent/optics/sff8472.hpp"
#include "agent/optics/sff8636.hpp"

namespace magpie::agent {

namespace {

/// Where an SFP has what it measures: A2h, as seven bits.
constexpr std::uint8_t diagnostics_address = 0x51;
/// Interfaces that come and go (of containers) must not gather here.
constexpr std::size_t most_remembered = 256;

}  // namespace

std::optional<Module> ModuleReader::read(std::uint16_t family, int index, SourceHealth& health) {
    if (!may_ || cannot_.contains(index)) {
        return std::nullopt;
    }
    family_ = family;
    const auto lower = half(index, {}, health);
    const auto form = lower ? optics::form_of(*lower) : std::nullopt;
    if (!form) {
        return std::nullopt;
    }
    Module module{.form = *form, .identity = {}, .readings = {}};
    if (*form == optics::Form::sfp) {
        read_sfp(index, *lower, module, health);
    } else {
        read_paged(index, *lower, module, health);
    }
    return module;
}

void ModuleReader::read_sfp(int index, const netlink::ModuleBytes& lower, Module& module, SourceHealth& health) {
    module.identity = optics::identity_of(module.form, lower);
    if (!optics::has_sff8472_diagnostics(lower)) {
        return;
    }
    if (const auto second = half(index, {.address = diagnostics_address}, health)) {
        module.readings = optics::sff8472_readings(lower, *second);
    }
}

void ModuleReader::read_paged(int index, const netlink::ModuleBytes& lower, Module& module, SourceHealth& health) {
    const auto upper = half(index, {.upper = true}, health);
    if (!upper) {
        return;
    }
    module.identity = optics::identity_of(module.form, *upper);
    if (module.form == optics::Form::qsfp) {
        module.readings = optics::sff8636_readings(lower, *upper);
        return;
    }
    std::optional<netlink::ModuleBytes> lanes;
    if (optics::has_cmis_lanes(lower)) {
        lanes = half(index, {.page = optics::cmis_lane_page, .upper = true}, health);
    }
    module.readings = optics::cmis_readings(lower, lanes ? optics::Half(*lanes) : optics::Half());
}

std::optional<netlink::ModuleBytes> ModuleReader::half(int index, const netlink::ModuleHalf& half,
                                                       SourceHealth& health) {
    auto read = netlink::read_module_half(generic_, family_, index, half, buffer_);
    if (read) {
        return std::move(*read);
    }
    switch (read.error()) {
        case NetlinkError::permission:
            may_ = false;
            health.failed("module_permission");
            break;
        case NetlinkError::unsupported:
            if (cannot_.size() < most_remembered) {
                cannot_.insert(index);
            }
            break;
        case NetlinkError::gone:
            break;
        default:
            health.failed("module_unreadable");
    }
    return std::nullopt;
}

}  // namespace magpie::agent
