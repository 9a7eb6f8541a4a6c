#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// The agent's end of the socket of magpie-capture (wire/capture/record.hpp). Tells it once what is ours, then only
/// listens. Whatever is not there is tried again at a later refresh. Lives on the loop's thread; owned by the source.
class CaptureLine {
  public:
    /// What was heard at once. `ended`: why there is nobody any more, a reason of
    /// magpie_node_source_failures_total; empty where there still is.
    struct Heard {
        std::vector<capture::Record> records;
        std::size_t malformed = 0;
        std::string_view ended;
    };

    /// `ours`: what is said after hello, up to Settled.
    CaptureLine(std::string path, const std::vector<capture::Record>& ours);
    /// Who only looks: says nothing, so that the capture goes on as it was told, and gives way to an agent that calls.
    explicit CaptureLine(std::string path);
    CaptureLine(const CaptureLine&) = delete;
    CaptureLine& operator=(const CaptureLine&) = delete;
    ~CaptureLine();

    /// Connects where it is not, after failures less and less often. The reason why not; empty where it is connected,
    /// where no socket is there, and where it is too soon to try.
    [[nodiscard]] std::string_view refresh(const Now& now);
    /// What waits, as far as a thousand records. Nothing before the capture has said hello.
    [[nodiscard]] Heard read();

    /// Says something more, now or never: false where there is no room, or what is ours is not all said yet.
    [[nodiscard]] bool tell(const capture::Record& record);

    /// Readable while there is something to do; the same for life, -1 where the system gives none.
    [[nodiscard]] int descriptor() const { return all_; }
    /// The capture has said hello.
    [[nodiscard]] bool attached() const { return greeted_; }

  private:
    [[nodiscard]] std::string_view connect();
    void back_off(const Now& now);
    void leave();
    void say();
    [[nodiscard]] bool greets(const capture::Record& record);

    std::string path_;
    std::vector<capture::Bytes> to_say_;
    int all_;  // epoll over the socket, so that the loop has one descriptor to watch
    int socket_ = -1;
    std::size_t said_ = 0;  // of to_say_
    bool greeted_ = false;
    bool turned_away_ = false;  // the last connection ended without a hello of our version
    Monotonic connected_at_{};
    Monotonic retry_at_ = Monotonic::min();
    Milliseconds wait_{0};  // after the last failure
};

}  // namespace magpie::agent
