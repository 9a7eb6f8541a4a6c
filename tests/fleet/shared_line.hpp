#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "tests/fleet/line.hpp"

namespace magpie::fleet {

/// One MQTT connection that many poles share, each with a Line of its own, when there are more poles than sockets. The
/// broker knows nothing of that: so no will stands there for them, and it is published from here when a line breaks. A
/// connection that ends takes all of its poles with it. Lives on the loop; outlives its lines.
class SharedConnection {
  public:
    using Later = std::function<void(std::function<void()>)>;

    /// `trunk` carries it all and outlives it; `later` calls back from the loop, never from within the call.
    SharedConnection(mqtt::Client& trunk, std::string client_id, Later later);
    SharedConnection(const SharedConnection&) = delete;
    SharedConnection& operator=(const SharedConnection&) = delete;

    [[nodiscard]] std::unique_ptr<Line> line();

  private:
    class Member;
    enum class State : std::uint8_t { idle, opening, open, closing };

    void on(const mqtt::Event& event);
    void joins(Member& member, const mqtt::Connect& connect);
    /// The last one closes the door, and has gone when it is shut.
    void leaves(Member& member);
    /// So does the last one whose line is cut: behind the wills there is a goodbye, and no connection.
    void shut_when_empty();
    void tell_who_listens(const std::string& filter, const mqtt::Event& event);
    static void tell_all(const std::set<Member*>& members, const mqtt::Event& event);

    mqtt::Client& trunk_;
    const std::string client_id_;
    Later later_;
    State state_ = State::idle;
    mqtt::Connect connect_;
    std::set<Member*> waiting_;  // for the connection
    std::set<Member*> on_it_;
    std::set<Member*> leaving_;  // until the door is shut
    std::unordered_map<std::string, Member*> by_filter_;
};

}  // namespace magpie::fleet
