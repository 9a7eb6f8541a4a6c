#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "agent/capture_line/growth.hpp"
#include "agent/report/readings.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What magpie-capture took from each interface it listens at, and what of it was lost or could not be read. One
/// thread; owned by the capture source.
class ListenedInterfaces {
  public:
    /// False for one too many.
    bool hear(const capture::Interface& interface);
    void write(Readings& readings) const;

    /// Whether clients' packets are listened to at the interface of this name.
    [[nodiscard]] bool hears_clients_at(std::string_view name) const;

  private:
    template <class Cell>
    struct Table {
        Cell frames{};
        Cell drops{};
        std::array<Cell, capture::bad_frame_count> bad{};
    };
    struct Entry {
        capture::InterfaceKind kind{};
        Table<Growth> growth;
        Table<double> total;
    };

    std::map<std::string, Entry, std::less<>> interfaces_;
};

}  // namespace magpie::agent
