#include "connectors/county/county.h"

#include "connectors/county/agencies/careers.h"
#include "connectors/county/agencies/clock_nights.h"
#include "connectors/county/agencies/risk.h"
#include "connectors/county/agencies/services.h"
#include "connectors/county/agencies/wording.h"
#include "connectors/county/expected_alerts.h"
#include "connectors/county/exposures.h"
#include "connectors/county/people/founding.h"

namespace goldthread::county {
namespace {

constexpr uint32_t kAhead = 8;

Month MonthFrom(DayNumber first, uint32_t number) {
  const Day day = DayOf(first);
  const DayNumber next = Number(Day(day.year() / day.month() / 1 + std::chrono::months(1)));
  return {first, next - first, number};
}

}  // namespace

class County::Engine final : public Witness {
 public:
  Engine(const CountySize& size, Truth& truth)
      : first_(Number(size.last_year - size.years, 4, 1)),
        end_(Number(size.last_year, 4, 1)),
        stays_(truth),
        world_(size, stays_),
        notebook_(world_),
        life_(world_, *this),
        casework_(world_, notebook_, life_),
        services_(world_, notebook_, casework_),
        orders_(world_, notebook_, life_),
        risk_(world_, notebook_, casework_, life_, orders_),
        careers_(world_, life_, services_, casework_, orders_, risk_),
        nights_(world_, notebook_),
        exposures_(world_, risk_.assertions(), stays_, truth),
        alerts_(world_, stays_, truth),
        wording_(world_, truth),
        month_(MonthFrom(first_, 0)) {
    Populate(world_, size.people, first_);
    notebook_.OpenMonth(first_);
    life_.Begin(month_);
  }

  void Saw(const Happening& happening) override {
    services_.Saw(happening);
    exposures_.Saw(happening);
    alerts_.Saw(happening);
  }

  bool Next(Delivery* delivery) {
    while (true) {
      while (at_ < due_.size()) {
        // People and homes are spread over more memory than a cache holds.
        if (at_ + 2 * kAhead < due_.size()) {
          const Observation& soon = due_[at_ + 2 * kAhead];
          world_.Prefetch(soon.subject);
          world_.Prefetch(soon.other);
          alerts_.Prefetch(soon.subject);
          world_.PrefetchHome(due_[at_ + kAhead].subject);
        }
        const Observation& seen = due_[at_++];
        alerts_.Told(seen);
        if (!wording_.Write(seen, delivery->Renew())) continue;
        delivery->delivered = seen.delivered;
        delivery->again = seen.again;
        delivery->mistaken = seen.flaw != Flaw::kNone;
        return true;
      }
      if (finished_) return false;
      if (month_.first >= end_) {
        Finish();
        return false;
      }
      LiveAMonth();
    }
  }

  void OnYearEnd(TakeYear take) { take_year_ = std::move(take); }
  DayNumber first() const { return first_; }
  DayNumber end() const { return end_; }
  const World& world() const { return world_; }

 private:
  void LiveAMonth() {
    alerts_.BeginMonth(month_);
    notebook_.OpenMonth(month_.first);
    life_.BeginMonth(month_);
    orders_.BeginMonth(month_);
    // Those who are added on the way wait for the next month.
    const PersonIndex people = world_.people();
    for (PersonIndex person = 0; person < people; ++person) {
      world_.PrefetchHome(person + kAhead);
      life_.Consider(person);
      services_.Consider(person, month_);
      risk_.Consider(person, month_);
    }
    careers_.Live(month_);
    nights_.Live(month_);
    life_.EndMonth();
    casework_.Work(month_);
    risk_.Review(month_);
    exposures_.Reconcile(month_);
    alerts_.EndMonth(month_);
    if (DayOf(month_.end()).month() == std::chrono::April) {
      const std::vector<Episode> year = casework_.TakeYear(month_.end() - 1);
      if (take_year_) take_year_(month_.end() - 1, year);
    }
    notebook_.TakeBefore(month_.end() * kDaySeconds, due_);
    at_ = 0;
    month_ = MonthFrom(month_.end(), month_.number + 1);
  }

  void Finish() {
    exposures_.Finish(end_);
    alerts_.Finish(end_);
    world_.TellOpenStays();
    finished_ = true;
  }

  const DayNumber first_;
  const DayNumber end_;
  EndedStays stays_;
  World world_;
  Notebook notebook_;
  Life life_;
  Casework casework_;
  Services services_;
  Orders orders_;
  Risk risk_;
  Careers careers_;
  ClockNights nights_;
  Exposures exposures_;
  ExpectedAlerts alerts_;
  Wording wording_;
  Month month_;
  TakeYear take_year_;
  std::vector<Observation> due_;
  size_t at_ = 0;
  bool finished_ = false;
};

Delivery::Delivery()
    : first_(std::make_unique<char[]>(kFirstBytes)),
      arena_(first_.get(), kFirstBytes),
      event_(Renew()) {}

v1::Event* Delivery::Renew() {
  arena_.Reset();
  event_ = google::protobuf::Arena::CreateMessage<v1::Event>(&arena_);
  return event_;
}

County::County(const CountySize& size, Truth& truth)
    : engine_(std::make_unique<Engine>(size, truth)) {}
County::~County() = default;

bool County::Next(Delivery* delivery) { return engine_->Next(delivery); }
void County::OnYearEnd(TakeYear take) { engine_->OnYearEnd(std::move(take)); }
DayNumber County::first_day() const { return engine_->first(); }
DayNumber County::end() const { return engine_->end(); }
const World& County::world() const { return engine_->world(); }

}  // namespace goldthread::county
