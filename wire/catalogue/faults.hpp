#pragma once

#include <span>
#include <string_view>

namespace magpie::catalogue {

/// One text in the languages of those who read it.
struct Words {
    std::string_view en;
    std::string_view ko;
};

/// One thing that can be wrong with a pole, for whoever stands before it. The rows are in the order in which to look:
/// what is further down cannot be judged while something above it is wrong. Runbooks are made from it.
struct Fault {
    std::string_view id;
    Words what;  // what is wrong
    Words look;  // how to be sure
    Words act;   // what to do now
};

namespace rows {

inline constexpr Fault fault_table[] = {
    {"radio_hung",
     {"The radio's chip or its firmware hangs", "무선 칩 또는 펌웨어가 멈춤"},
     {"`magpie-agent sample` shows `wifi/<radio>/radio_hung` 1: the counters of a radio that serves stand still.",
      "`magpie-agent sample` 결과의 `wifi/<radio>/radio_hung` 값이 1: 서비스 중인 무선의 카운터가 움직이지 않음."},
     {"Restart hostapd; if the radio still stands still, switch the pole's power off and on, and note the driver's "
      "version.",
      "hostapd를 다시 시작하고, 그래도 움직이지 않으면 폴의 전원을 껐다 켠 뒤 드라이버 버전을 기록."}},
};

}  // namespace rows

inline constexpr std::span<const Fault> faults = rows::fault_table;

}  // namespace magpie::catalogue
