#include "collector/console/event_words.hpp"

#include <algorithm>
#include <iterator>

namespace magpie::collector::console {

namespace {

struct Row {
    std::string_view what;
    Words words;
    Words over;  // empty: it has no end
};

// clang-format off
constexpr Row table[] = {
    {"node_down", {"the pole is not heard any more", "폴 응답 없음"}, {"the pole is heard again", "폴 응답 재개"}},
    {"device_down", {"a device of the pole is not heard any more", "폴에 달린 장치 응답 없음"}, {"the device is heard again", "장치 응답 재개"}},
    {"first_heard", {"the pole is heard for the first time", "폴이 처음으로 보고함"}, {}},
    {"suspected_fault", {"many poles fell at once: something they share is suspected", "여러 폴이 한꺼번에 끊김: 공통 설비 고장 의심"}, {"the suspected fault is over", "의심되던 공통 고장 해소"}},
    {"maintenance_begun", {"maintenance has begun: alerts are not told", "유지보수 시작: 경보를 보내지 않음"}, {}},
    {"maintenance_ended", {"maintenance has ended", "유지보수 종료"}, {}},
    {"decommissioned", {"the pole was taken out of service", "폴 철거 처리"}, {}},
    {"recommissioned", {"the pole is in service again", "폴 재가동 처리"}, {}},
    {"inventory_replaced", {"a new inventory was handed in", "새 설비 목록 등록"}, {}},
    {"check_asked", {"a check of the pole was asked for", "폴 점검 요청"}, {}},
    {"order_taken", {"an order was handed in", "명령 등록"}, {}},
    {"order_withdrawn", {"an order was withdrawn", "명령 철회"}, {}},
    {"order_replaced", {"an order was replaced by a newer one", "더 새로운 명령으로 대체"}, {}},
    {"MagpieRadarDetected", {"radar on the channel of a radio", "무선 채널에서 레이더 감지"}, {"the radar was heard long enough ago", "레이더 경보 해제"}},
    {"MagpieRadioHung", {"a radio hangs", "무선 장치 멈춤"}, {"the radio runs again", "무선 장치 복구"}},
    {"MagpiePoleDoorOpen", {"the cabinet is open", "함체 문 열림"}, {"the cabinet is shut", "함체 문 닫힘"}},
    {"MagpiePoleTilted", {"the mast leans", "기둥 기울어짐"}, {"the mast is upright again", "기둥 기울기 정상"}},
    {"MagpiePolePowerLost", {"the supply has failed", "전원 공급 끊김"}, {"the supply carries the pole again", "전원 공급 재개"}},
    {"MagpiePoleOverheated", {"too hot", "과열"}, {"cool enough again", "온도 정상"}},
    {"MagpieEvilTwin", {"a stranger bears the name of the city's network", "시 와이파이 이름을 쓰는 낯선 AP"}, {"the stranger is heard no more", "낯선 AP 사라짐"}},
    {"MagpieEvilTwinOpen", {"an open copy of the city's network", "시 와이파이를 흉내 낸 개방형 AP"}, {"the open copy is heard no more", "개방형 복제 AP 사라짐"}},
    {"MagpieEvilTwinSecurity", {"a network of the city's lets clients in otherwise than it should", "시 와이파이의 보안 설정이 다름"}, {"its security is as it should be", "보안 설정 정상"}},
    {"MagpieEvilTwinClocks", {"two access points are one BSSID", "같은 BSSID를 두 AP가 사용"}, {"one access point has the BSSID", "BSSID 중복 해소"}},
    {"MagpieClientsThrownOff", {"somebody throws clients off the network", "이용자 접속을 끊는 공격"}, {"nobody throws clients off any more", "접속 끊기 공격 멈춤"}},
};
// clang-format on

const Row* find(std::string_view what) {
    const auto* const found = std::ranges::find(table, what, &Row::what);
    return found == std::end(table) ? nullptr : found;
}

}  // namespace

Words event_words(std::string_view what, bool is_over) {
    const auto* row = find(what);
    if (row == nullptr) {
        return {what, what};
    }
    return is_over && !row->over.en.empty() ? row->over : row->words;
}

bool has_event_words(std::string_view what) {
    return find(what) != nullptr;
}

}  // namespace magpie::collector::console
