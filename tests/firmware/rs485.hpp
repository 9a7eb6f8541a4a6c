#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace magpie::test {

/// What a bad line does. Shares are of 0 to 1.
struct LineFaults {
    double flip = 0;   // of bytes: one bit is another
    double drop = 0;   // of bytes: not there
    double delay = 0;  // of pieces: so much later, at most
    std::chrono::milliseconds longest_delay{0};
    double merge = 0;  // of pieces: held back until the next, and sent with it
};

/// A two-wire line between a node's UART, which QEMU gives as a socket, and a serial device for masters, which is a
/// pseudo terminal. A thread of its own carries the bytes both ways, and harms them as a seed says. A node that loses
/// its power and gets it again at the same socket is on the line again. Owned by whoever made it; path() and
/// set_faults() from any thread.
class Rs485 {
  public:
    explicit Rs485(const std::filesystem::path& socket, std::uint64_t seed = 1);
    ~Rs485();
    Rs485(const Rs485&) = delete;
    Rs485& operator=(const Rs485&) = delete;

    /// What a master opens.
    [[nodiscard]] const std::string& path() const { return path_; }
    void set_faults(const LineFaults& faults);

  private:
    using Clock = std::chrono::steady_clock;
    struct Piece {
        Clock::time_point due;
        std::vector<std::uint8_t> bytes;
    };
    /// One way of the line.
    struct Way {
        int from;
        int to;
        std::deque<Piece> pieces;
        std::vector<std::uint8_t> held;
        Clock::time_point held_until;
    };

    void run();
    /// False: that end is closed.
    bool take(Way& way);
    void give(Way& way, Clock::time_point now);
    void harm(std::vector<std::uint8_t>& bytes, const LineFaults& faults);
    bool happens(double share) { return share > 0 && std::uniform_real_distribution<double>()(random_) < share; }

    std::filesystem::path socket_;
    std::mutex mutex_;
    LineFaults faults_;
    std::mt19937_64 random_;
    int node_;
    int terminal_ = -1;
    int slave_ = -1;  // kept open, so that the line lives between two masters
    int stop_[2] = {-1, -1};
    std::string path_;
    std::thread thread_;
};

}  // namespace magpie::test
