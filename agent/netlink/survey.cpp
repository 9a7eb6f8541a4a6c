#include "agent/netlink/survey.hpp"

#include <linux/genetlink.h>
#include <linux/nl80211.h>

#include "agent/netlink/nl80211.hpp"
#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

bool take_time(const Attribute& attribute, std::optional<Survey::Time>& time) {
    const auto milliseconds = attribute.number<std::uint64_t>();
    if (milliseconds) {
        time = Survey::Time(*milliseconds);
    }
    return milliseconds.has_value();
}

bool take(const Attribute& attribute, Survey& survey) {
    switch (attribute.type) {
        case NL80211_SURVEY_INFO_FREQUENCY:
            return take_mhz(attribute, survey.mhz);
        case NL80211_SURVEY_INFO_FREQUENCY_OFFSET:
            return take_offset(attribute, survey.offset_khz);
        case NL80211_SURVEY_INFO_NOISE: {
            const auto noise = attribute.number<std::uint8_t>();
            if (noise) {
                survey.noise_dbm = static_cast<std::int8_t>(*noise);
            }
            return noise.has_value();
        }
        case NL80211_SURVEY_INFO_IN_USE:
            survey.in_use = true;
            return true;
        case NL80211_SURVEY_INFO_TIME:
            return take_time(attribute, survey.active);
        case NL80211_SURVEY_INFO_TIME_BUSY:
            return take_time(attribute, survey.busy);
        case NL80211_SURVEY_INFO_TIME_EXT_BUSY:
            return take_time(attribute, survey.extension_busy);
        case NL80211_SURVEY_INFO_TIME_RX:
            return take_time(attribute, survey.receive);
        case NL80211_SURVEY_INFO_TIME_TX:
            return take_time(attribute, survey.transmit);
        case NL80211_SURVEY_INFO_TIME_SCAN:
            return take_time(attribute, survey.scan);
        case NL80211_SURVEY_INFO_TIME_BSS_RX:
            return take_time(attribute, survey.own_receive);
        default:
            return true;
    }
}

bool parse_info(std::span<const std::byte> nest, Survey& survey) {
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (!take(*attribute, survey)) {
            return false;
        }
    }
    return !attributes.malformed();
}

}  // namespace

tl::expected<std::optional<Survey>, NetlinkError> parse_survey(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != NL80211_CMD_NEW_SURVEY_RESULTS) {
        return std::nullopt;
    }
    std::optional<Survey> survey;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == NL80211_ATTR_SURVEY_INFO && !parse_info(attribute->value, survey.emplace())) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed()) {
        return tl::unexpected(NetlinkError::malformed);
    }
    return survey;
}

tl::expected<void, NetlinkError> read_surveys(Netlink& generic, std::uint16_t family, int interface,
                                              std::vector<std::byte>& buffer, std::vector<Survey>& surveys) {
    auto question = nl80211_question(NL80211_CMD_GET_SURVEY, interface);
    // Without it the kernel leaves out the entry about the whole radio, for some drivers the only one.
    question.flag(NL80211_ATTR_SURVEY_RADIO_STATS);
    return read_generic(generic, family, question, buffer, surveys, parse_survey);
}

}  // namespace magpie::agent::netlink
