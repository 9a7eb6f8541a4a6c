#include "wire/pole_page/pole_report.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "wire/sparkplug/topic.hpp"

namespace magpie {

std::string pole_report_id(std::string_view cms) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    std::string id;
    if (EVP_Digest(cms.data(), cms.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1) {
        for (std::size_t i = 0; i < pole_report_id_size / 2; ++i) {
            id += digits[digest.at(i) >> 4U];
            id += digits[digest.at(i) & 15U];
        }
    }
    return id;
}

bool is_pole_report_id(std::string_view text) {
    return text.size() == pole_report_id_size &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<PoleReportPlace> pole_report_place(std::string_view topic) {
    if (!topic.starts_with(pole_report_topics)) {
        return std::nullopt;
    }
    const auto rest = topic.substr(pole_report_topics.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const PoleReportPlace place{rest.substr(0, slash), rest.substr(slash + 1)};
    return sparkplug::is_magpie_id(place.area) && sparkplug::is_magpie_id(place.node) ? std::optional(place)
                                                                                      : std::nullopt;
}

}  // namespace magpie
