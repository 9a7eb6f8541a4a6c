#include <utility>

#include "agent/check_command/network_visits.hpp"

#include <algorithm>

#include "agent/check_command/access_points.hpp"
#include "agent/citizen/secret.hpp"
#include "agent/citizen/supplicant.hpp"

namespace magpie::agent::check {

namespace {

constexpr Milliseconds one_visit{25'000};

}  // namespace

NetworkVisits::NetworkVisits(boost::asio::io_context& loop, const platform::Clock& clock, const Config& config,
                             Monotonic until, Told told)
    : loop_(loop),
      clock_(clock),
      config_(config),
      until_(until),
      told_(std::move(told)),
      limit_(loop),
      next_visit_(loop) {
    next_visit_.call_after(Milliseconds{0}, [this] { join_next(); });
}

void NetworkVisits::join_next() {
    visit_.reset();
    while (next_ < config_.wifi.ssids.size()) {
        visited_ = {.ssid = config_.wifi.ssids[next_++]};
        auto settings = settings_of(visited_.ssid);
        if (settings) {
            visit_ = citizen::VisitRun::start(loop_, clock_, std::move(*settings),
                                              [this](const citizen::VisitResult& result) { ended(result.ends); });
            limit_.call_after(one_visit, [this] {
                ended({{.stage = citizen::Stage::visit, .outcome = "timeout", .took = one_visit}});
            });
            return;
        }
        told_(visited_);
    }
}

void NetworkVisits::ended(std::vector<citizen::StageEnd> ends) {
    limit_.cancel();
    visited_.ends = std::move(ends);
    // From the loop: the visit must not end within its own call.
    next_visit_.call_after(Milliseconds{0}, [this] { join_next(); });
    told_(visited_);
}

std::optional<citizen::VisitSettings> NetworkVisits::settings_of(const std::string& ssid) {
    const auto& networks = config_.citizen.networks;
    const auto known = std::ranges::find(networks, ssid, &citizen::Network::ssid);
    const auto own = own_access_points("/sys");
    const auto secret = known == networks.end() ? std::nullopt : citizen::secret_in(known->secret_file);
    auto variables = secret ? citizen::variables_of(*known, *secret, own) : std::nullopt;
    const auto skip = [this](const char* en, const char* ko) {
        visited_.not_tried = en;
        visited_.not_tried_ko = ko;
        return std::nullopt;
    };
    if (config_.citizen.socket.empty()) {
        return skip("no spare radio is configured (citizen.socket)", "여분의 무선이 설정되지 않음(citizen.socket)");
    }
    if (own.empty()) {
        return skip("the pole has no radio of its own", "폴에 무선 장치가 없음");
    }
    if (known == networks.end()) {
        return skip("how to join it is not configured (citizen.network)", "접속 방법이 설정되지 않음(citizen.network)");
    }
    if (!variables) {
        return skip("its secret cannot be read, or is none", "암호 파일을 읽을 수 없거나 맞지 않음");
    }
    if (clock_.now().mono + one_visit > until_) {
        return skip("no time was left", "시간이 모자람");
    }
    return citizen::VisitSettings{.variables = std::move(*variables),
                                  .portal_is_good = known->portal,
                                  .socket = config_.citizen.socket,
                                  .identity = "magpie-" + config_.node.id,
                                  .transaction = static_cast<std::uint32_t>(random_()),
                                  .portal_url = config_.citizen.portal_url,
                                  .page_url = config_.citizen.page_url};
}

}  // namespace magpie::agent::check
