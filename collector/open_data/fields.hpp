#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace magpie::collector::open_data {

enum class Language : std::uint8_t { en, ko };

/// The name of a column. It stays as it is once it was published, in its place: portals know columns by both.
struct Field {
    std::string_view en;
    std::string_view ko;

    [[nodiscard]] constexpr std::string_view in(Language language) const { return language == Language::ko ? ko : en; }
};

/// In the order in which append_csv() and append_json() write. The Korean names are those of the city's own data set of
/// its access points (OA-20883) where it has the same thing: docs/open-data.md.
inline constexpr std::array<Field, 14> fields{{
    {"id", "관리번호"},
    {"area", "자치구"},
    {"site", "와이파이명"},
    {"site_type", "설치유형"},
    {"latitude", "위도"},
    {"longitude", "경도"},
    {"status", "상태"},
    {"as_of", "기준일시"},
    {"bands", "주파수대역"},
    {"networks", "무선망수"},
    {"clients", "접속자수"},
    {"received_bytes", "수신바이트"},
    {"sent_bytes", "송신바이트"},
    {"simulated", "모의여부"},
}};

}  // namespace magpie::collector::open_data
