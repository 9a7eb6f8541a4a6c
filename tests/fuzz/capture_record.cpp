// Records of magpie-capture: written by a process that reads strangers' frames. Each stretch of 256 bytes is one, and
// what is left behind them is told as it is; then what the agent makes of them must hold.

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/sources/air/air_threats.hpp"
#include "agent/sources/air/heard_networks.hpp"
#include "agent/sources/capture/listened_interfaces.hpp"
#include "agent/sources/client/connection_totals.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/capture/record.hpp"

namespace {

using namespace magpie;

/// All rooms of the capture source, without its socket.
class Rooms {
  public:
    void hear(const capture::Record& record) {
        now_.mono += std::chrono::milliseconds(700);
        if (const auto* interface = std::get_if<capture::Interface>(&record)) {
            (void)interfaces_.hear(*interface);
        } else if (const auto* network = std::get_if<capture::Network>(&record)) {
            (void)networks_.hear(*network, now_);
        } else if (const auto* channel = std::get_if<capture::Channel>(&record)) {
            (void)networks_.hear(*channel);
        } else if (const auto* seen = std::get_if<capture::ThreatSeen>(&record)) {
            (void)threats_.hear(*seen, now_);
        } else if (const auto* stage = std::get_if<capture::StageTotals>(&record)) {
            connections_.hear(*stage);
        } else if (const auto* clients = std::get_if<capture::ClientNetwork>(&record)) {
            connections_.hear(*clients);
        } else if (const auto* minutes = std::get_if<capture::BadMinutes>(&record)) {
            connections_.hear(*minutes);
        }
    }
    agent::Readings read() {
        agent::Readings readings;
        interfaces_.write(readings);
        networks_.write(readings, now_);
        threats_.write(readings, now_);
        connections_.write(readings);
        return readings;
    }

  private:
    Now now_{};
    agent::OwnNames names_{{"SEOUL", "SEOUL_Secure"}};
    agent::ListenedInterfaces interfaces_;
    agent::HeardNetworks networks_{names_, {.access_points_known = false, .detail = true}};
    agent::AirThreats threats_{names_};
    agent::ConnectionTotals connections_{names_, true};
};

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;

    Rooms rooms;
    std::map<std::string, double> counters;
    for (auto rest = std::as_bytes(std::span(bytes)); !rest.empty();) {
        const auto message = rest.first(std::min(rest.size(), capture::record_size));
        rest = rest.subspan(message.size());
        const auto record = capture::decode(message);
        require(!record || message.size() == capture::record_size, "only a whole one is a record");
        if (!record) {
            continue;
        }
        require(capture::decode(capture::encode(*record)) == record, "a record is read as it is written");
        rooms.hear(*record);
        std::set<std::string> written;
        const auto readings = rooms.read();
        for (const auto& reading : readings.all()) {
            const auto& metric = catalogue::all[reading.metric];
            std::string series =
                std::to_string(reading.metric) + static_cast<char>('a' + static_cast<int>(reading.part));
            for (const auto& label : reading.labels) {
                series += '\n' + label;
            }
            require(written.insert(series).second, "a series is written once");
            const bool counts = metric.kind == catalogue::Kind::counter || reading.part != catalogue::Part::whole;
            require(!counts || reading.value >= counters[series], "no counter runs backwards");
            counters[series] = counts ? reading.value : 0;
        }
        require(written.size() < 3000, "series are bounded");
    }
}
