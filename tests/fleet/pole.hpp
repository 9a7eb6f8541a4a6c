#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent/app/agent.hpp"
#include "tests/fleet/fault.hpp"
#include "tests/fleet/line.hpp"
#include "tests/fleet/pole_blocks.hpp"
#include "tests/fleet/pole_model.hpp"
#include "tests/fleet/pole_orders.hpp"

namespace magpie::fleet {

/// What all poles have in common.
struct PoleSettings {
    std::string server;
    Milliseconds interval{10000};
    std::size_t series = 120;
    std::size_t sensors = 0;  // one pole in so many has some; 0: none
    std::size_t capture = 0;  // likewise, of those that have magpie-capture
    std::size_t targets = 0;  // and of those that ask targets
    double hours_ahead = 0;   // of the day in the street before that of the clock
    std::chrono::seconds keep_alive{15};
    std::string
        orders_directory{};  // where poles keep their orders, each in a directory of its own; empty: none is followed
    std::string orders_ca_file{};  // whose signers they believe
};

/// A pole: a model of what is there to be measured, an Agent as it runs in the street, and the line it hangs on, with
/// what weather can do to each. The agent's process ends with the power, the model and the line stay. One thread; owned
/// by the Fleet.
class Pole {
  public:
    /// `site`, `settings` and `line` outlive the pole. After what the line says by itself `stirred` is called: the
    /// deadline may be another one.
    Pole(const Site& site, const PoleSettings& settings, Line& line, std::function<Now()> now,
         std::function<void()> stirred);
    Pole(const Pole&) = delete;
    Pole& operator=(const Pole&) = delete;

    void start(const Now& now);
    void tick(const Now& now);
    /// Says goodbye; gone() once that is out.
    void stop(const Now& now);

    // ---- weather; each can come several times over and ends when as many have ended

    void line_is_cut();
    void line_is_mended();
    void power_fails();
    /// `reason` is one of magpie_host_boot_info's.
    void power_returns(const Now& now, std::string_view reason);
    /// The agent says goodbye and comes back as this version.
    void updates(std::string version, const Now& now);
    /// A fault of what there is to be measured.
    void suffers(FaultKind kind, bool begins, const Now& now);
    /// Its connection ends, and until `returns_at` none begins; not one of those that can come several times over.
    void is_swept(Monotonic returns_at);

    [[nodiscard]] Monotonic deadline() const;
    [[nodiscard]] bool online() const { return agent_ != nullptr && agent_->session().online(); }
    [[nodiscard]] bool gone() const { return agent_ == nullptr || agent_->stopped(); }
    /// Its first attempt to connect has come to something, or there is no power for one.
    [[nodiscard]] bool has_tried() const { return tried_ || agent_ == nullptr; }
    /// Swept, and not born again since.
    [[nodiscard]] bool swept() const { return swept_; }
    /// Reports taken and samples in them, since the beginning.
    [[nodiscard]] std::uint64_t reports() const { return reports_; }
    [[nodiscard]] std::uint64_t samples() const { return samples_; }
    [[nodiscard]] const Site& site() const { return site_; }
    [[nodiscard]] const agent::Agent* agent() const { return agent_.get(); }

  private:
    /// What the agent believes to be its MQTT client: the line, unless that is cut.
    class Gate final : public mqtt::Client {
      public:
        explicit Gate(Pole& pole) : pole_(pole) {}
        void listen(mqtt::Listener /*listener*/) override {}
        void connect(const mqtt::Connect& connect) override;
        void subscribe(const std::string& filter, std::uint8_t qos) override { pole_.line_.subscribe(filter, qos); }
        [[nodiscard]] bool publish(const mqtt::Message& message) override { return pole_.line_.publish(message); }
        void disconnect() override {
            pole_.waiting_.reset();
            pole_.line_.disconnect();
        }

      private:
        Pole& pole_;
    };

    /// What its agent takes for the time: nobody vouches for it where no time server answers.
    [[nodiscard]] Now seen(const Now& now) const;
    void boot(const Now& now, std::string_view reason);
    void on(const mqtt::Event& event);
    void note_reports();
    /// Does what an order asks of who runs the agent: another run, or another version.
    void obey(const Now& now);
    void verify_blocks(const Now& now);

    const Site& site_;
    const PoleSettings& settings_;
    Line& line_;
    std::function<Now()> now_;
    std::function<void()> stirred_;
    Gate gate_{*this};
    PoleModel model_;
    std::string version_ = MAGPIE_VERSION "-sim.1";
    std::optional<PoleOrders> orders_;
    PoleBlocks blocks_;
    std::unique_ptr<agent::Agent> agent_;
    std::uint64_t lives_ = 0;
    std::uint8_t next_bd_seq_ = 0;  // on its flash
    int cuts_ = 0;
    int power_cuts_ = 0;
    std::array<std::uint8_t, fault_words.size()> faults_{};  // how many of each kind there are now
    Monotonic returns_at_ = Monotonic::min();
    std::unique_ptr<mqtt::Connect> waiting_;  // for that
    bool swept_ = false;
    bool started_ = false;
    bool tried_ = false;
    bool refused_ = false;   // the agent asked for a connection over a line that is cut
    bool updating_ = false;  // it comes back once it has said goodbye
    ReportNumber noted_{};
    std::uint64_t reports_ = 0;
    std::uint64_t samples_ = 0;
};

}  // namespace magpie::fleet
